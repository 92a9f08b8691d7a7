/** Draws with as much of the run as a picture can have, and says what it has not. */
export type Unroll = <Drawn>(draw: () => Drawn) => { readonly drawn: Drawn; readonly says?: string | undefined };

/** Of a view that has all that it can draw in its drawing. */
export const inSightOnly: Unroll = (draw) => ({ drawn: draw() });

/** Of a picture of more than what is in sight: steps, and pixels. */
export const mostInPicture = 4000;
export const widestPicture = 16_000;
