/** What the first line of a trace says that it is. */
export const traceFormat = 'scsi-statecharts-trace';
/** Of the format: other versions are refused. */
export const traceVersion = 1;
/** What a trace begins with, as this program writes it. */
export const traceBegins = `{"format":"${traceFormat}"`;
