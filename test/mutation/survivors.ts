/**
 * Operator mutants that nothing notices, each looked at by a person: why the machine with the defect is as good as the
 * one without it, or why no run can get there.
 */
export const survivors: Readonly<Record<string, string>> = {};
