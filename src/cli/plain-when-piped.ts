/**
 * Colours are for terminals. The colour library also colours what is piped, on Windows and wherever the variable CI is
 * set; so it is told before it looks. To be imported before everything else.
 */
if (!process.stdout.isTTY && !process.env.FORCE_COLOR) process.env.NO_COLOR = '1';
