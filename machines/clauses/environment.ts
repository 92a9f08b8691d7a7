import type { ClauseBook } from './clause.ts';

export const environmentClauses = {
} satisfies ClauseBook;
