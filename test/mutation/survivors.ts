/**
 * Operator mutants that nothing notices, each looked at by a person: why the machine with the defect is as good as the
 * one without it, or why no run can get there. None has been looked at closely enough yet.
 */
export const survivors: Readonly<Record<string, string>> = {};
