type Place = { readonly x: number; readonly y: number };

const distance = (one: Place, other: Place): number => Math.hypot(one.x - other.x, one.y - other.y);

/**
 * Tells how many times as far apart two fingers are as they were a moment ago, until the returned function is called.
 * The element's `touch-action` must not leave that movement to the browser, which would enlarge the page.
 */
export function onTwoFingers(element: HTMLElement, spread: (factor: number) => void): () => void {
  const fingers = new Map<number, Place>();
  const down = ({ pointerType, pointerId, clientX, clientY }: PointerEvent): void => {
    if (pointerType === 'touch') fingers.set(pointerId, { x: clientX, y: clientY });
  };
  const move = ({ pointerId, clientX, clientY }: PointerEvent): void => {
    const was = fingers.get(pointerId);
    if (!was) return;
    const now = { x: clientX, y: clientY };
    fingers.set(pointerId, now);
    const [other, third] = [...fingers].filter(([id]) => id !== pointerId).map(([, at]) => at);
    if (!other || third) return;
    const before = distance(was, other);
    if (before > 0) spread(distance(now, other) / before);
  };
  const up = ({ pointerId }: PointerEvent): void => {
    fingers.delete(pointerId);
  };
  const listeners = [
    ['pointerdown', down],
    ['pointermove', move],
    ['pointerup', up],
    ['pointerleave', up],
    ['pointercancel', up],
  ] as const;
  for (const [type, listener] of listeners) element.addEventListener(type, listener);
  return () => {
    for (const [type, listener] of listeners) element.removeEventListener(type, listener);
  };
}
