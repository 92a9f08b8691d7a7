import type { ClauseBook } from './clause.ts';

export const packetClauses = {
} satisfies ClauseBook;
