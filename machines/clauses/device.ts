import type { ClauseBook } from './clause.ts';

export const deviceClauses = {
} satisfies ClauseBook;
