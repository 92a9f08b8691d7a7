import type { JSX } from 'solid-js';
import type { Owner } from './life-segments.ts';

/** Owners that are told by their hatching too, for those who see no difference of colour. */
export const isHatched = (owner: Owner): boolean => owner === 'sense' || owner === 'device';

/** How packets of an owner are drawn in the life lines. */
export const OwnerSwatch = (props: { owner: Owner }): JSX.Element => (
  <svg class="swatch" width="14" height="12" aria-hidden="true">
    <g class={`owned owner-${props.owner}`}>
      <rect x="0.5" y="0.5" width="13" height="11" rx="2" />
      {isHatched(props.owner) ? <rect x="0.5" y="0.5" width="13" height="11" fill="url(#hatch)" /> : null}
    </g>
  </svg>
);
