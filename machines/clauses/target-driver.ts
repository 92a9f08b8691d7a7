import type { ClauseBook } from './clause.ts';

export const targetDriverClauses = {
} satisfies ClauseBook;
