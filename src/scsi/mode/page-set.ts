import {
  buildModePage,
  type ModePageName,
  type ModePageValues,
  modePageNames,
  modePages,
  parseModePage,
} from './pages.ts';

/** The four sets of values that MODE SENSE can ask for, in order of their codes (SPC-3 6.9.1). */
export const pageControls = ['current', 'changeable', 'default', 'saved'] as const;

/** Which set of values. */
export type PageControl = (typeof pageControls)[number];

/** Values a disk may be configured with. */
export type ModePageDefaults = { readonly [Name in ModePageName]?: Partial<ModePageValues<Name>> };

type PageBytes = Readonly<Record<ModePageName, Uint8Array>>;

const factoryDefaults = {
  errorRecovery: { awre: 1, arre: 1, readRetries: 5, writeRetries: 5 },
  caching: { wce: 1 },
  control: { queueAlgorithm: 1, busyTimeout: 0xffff },
} as const satisfies ModePageDefaults;

/** Bits that MODE SELECT may change, as MODE SENSE reports them. */
const changeable: PageBytes = {
  errorRecovery: buildModePage('errorRecovery', {
    awre: 1,
    arre: 1,
    per: 1,
    dte: 1,
    readRetries: 0xff,
    writeRetries: 0xff,
    recoveryTimeLimit: 0xffff,
  }),
  caching: buildModePage('caching', { wce: 1, rcd: 1 }),
  control: buildModePage('control', { dSense: 1, queueAlgorithm: 0xf, qErr: 3, swp: 1 }),
};

/** The page with a code, or undefined. */
export function modePageByCode(code: number): ModePageName | undefined {
  return modePageNames.find((name) => modePages[name].code === code);
}

/** The mode pages of one logical unit: default values, and what MODE SELECT has made of them. */
export class ModePageSet {
  readonly #defaults: PageBytes;
  #current: PageBytes;
  #saved: PageBytes;

  /** @param defaults values that differ from the factory's; they are also the first current and saved values */
  constructor(defaults: ModePageDefaults = {}) {
    this.#defaults = {
      errorRecovery: buildModePage('errorRecovery', { ...factoryDefaults.errorRecovery, ...defaults.errorRecovery }),
      caching: buildModePage('caching', { ...factoryDefaults.caching, ...defaults.caching }),
      control: buildModePage('control', { ...factoryDefaults.control, ...defaults.control }),
    };
    this.#current = this.#defaults;
    this.#saved = this.#defaults;
  }

  /** A copy of a page as MODE SENSE returns it. */
  bytes(name: ModePageName, which: PageControl): Uint8Array {
    switch (which) {
      case 'current':
        return this.#current[name].slice();
      case 'changeable':
        return changeable[name].slice();
      case 'default':
        return this.#defaults[name].slice();
      case 'saved':
        return this.#saved[name].slice();
    }
  }

  /** Current values of a page. */
  values<Name extends ModePageName>(name: Name): ModePageValues<Name> {
    return parseModePage(name, this.#current[name]);
  }

  /**
   * Where a page sent by MODE SELECT asks for what cannot be: another length, or another value in a bit that is not
   * changeable. The PS bit is reserved there and not looked at.
   * @returns byte within the page, or undefined when the page is acceptable
   */
  refusedByte(name: ModePageName, page: Uint8Array): number | undefined {
    const current = this.#current[name];
    if (page.length !== current.length) return 1;
    const mask = changeable[name];
    for (let index = 2; index < page.length; index++) {
      const wanted = ((page[index] ?? 0) ^ (current[index] ?? 0)) & 0xff;
      if ((wanted & ~(mask[index] ?? 0)) !== 0) return index;
    }
    return undefined;
  }

  /**
   * Takes over acceptable pages.
   * @param save make all current values the saved ones too
   * @returns whether a current value changed
   */
  select(pages: readonly { readonly name: ModePageName; readonly page: Uint8Array }[], save: boolean): boolean {
    let changed = false;
    for (const { name, page } of pages) {
      const before = this.#current[name];
      const after = before.map((byte, index) => (index < 2 ? byte : (page[index] ?? byte)));
      if (after.some((byte, index) => byte !== before[index])) changed = true;
      this.#current = { ...this.#current, [name]: after };
    }
    if (save) this.#saved = this.#current;
    return changed;
  }

  /** A hard reset: the saved values become current again (SPC-3 6.9.5). */
  reset(): void {
    this.#current = this.#saved;
  }
}
