/** Contents of all channels as one integer: the same contents, the same integer. Every operation is remembered. */
export class Network {
  private readonly contents: (readonly (readonly [channel: number, queue: readonly number[]])[])[] = [[]];
  private readonly ids = new Map<string, number>([['', 0]]);
  private readonly pushes: Map<number, number>[] = [new Map()];
  private readonly pops: Map<number, number>[] = [new Map()];
  private readonly lengths: number[] = [0];

  /** The network with nothing on its way. */
  readonly empty = 0;

  /** Non-empty channels with their queues, oldest message first. */
  channels(network: number): readonly (readonly [channel: number, queue: readonly number[]])[] {
    const content = this.contents[network];
    if (!content) throw new RangeError(`no network ${network}`);
    return content;
  }

  /** Length of the longest queue. */
  longest(network: number): number {
    return this.lengths[network] ?? 0;
  }

  push(network: number, channel: number, message: number): number {
    const key = channel * 1_048_576 + message;
    const known = this.pushes[network]?.get(key);
    if (known !== undefined) return known;
    const before = this.channels(network);
    const at = before.findIndex(([c]) => c >= channel);
    const found = at >= 0 ? before[at] : undefined;
    const next = [...before];
    if (found && found[0] === channel) {
      next[at] = [channel, [...found[1], message]];
    } else {
      next.splice(at < 0 ? before.length : at, 0, [channel, [message]]);
    }
    const id = this.idOf(next);
    this.pushes[network]?.set(key, id);
    return id;
  }

  /** Takes the oldest message of a channel out. */
  pop(network: number, channel: number): number {
    const known = this.pops[network]?.get(channel);
    if (known !== undefined) return known;
    const next = this.channels(network).flatMap(([c, queue]): (readonly [number, readonly number[]])[] =>
      c !== channel ? [[c, queue]] : queue.length > 1 ? [[c, queue.slice(1)]] : [],
    );
    const id = this.idOf(next);
    this.pops[network]?.set(channel, id);
    return id;
  }

  private idOf(content: readonly (readonly [number, readonly number[]])[]): number {
    const key = content.map(([c, queue]) => `${c}:${queue.join(',')}`).join(';');
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.contents.length;
      this.ids.set(key, id);
      this.contents.push(content);
      this.lengths.push(Math.max(0, ...content.map(([, queue]) => queue.length)));
      this.pushes.push(new Map());
      this.pops.push(new Map());
    }
    return id;
  }
}

/** Sets of small integers as one integer. */
export class IntegerSets {
  private readonly members: (readonly number[])[] = [[]];
  private readonly ids = new Map<string, number>([['', 0]]);
  private readonly added: Map<number, number>[] = [new Map()];
  private readonly removed: Map<number, number>[] = [new Map()];

  readonly empty = 0;

  of(set: number): readonly number[] {
    const members = this.members[set];
    if (!members) throw new RangeError(`no set ${set}`);
    return members;
  }

  add(set: number, member: number): number {
    let id = this.added[set]?.get(member);
    if (id === undefined) {
      const before = this.of(set);
      id = before.includes(member) ? set : this.idOf([...before, member].sort((a, b) => a - b));
      this.added[set]?.set(member, id);
    }
    return id;
  }

  remove(set: number, member: number): number {
    let id = this.removed[set]?.get(member);
    if (id === undefined) {
      const before = this.of(set);
      id = before.includes(member) ? this.idOf(before.filter((m) => m !== member)) : set;
      this.removed[set]?.set(member, id);
    }
    return id;
  }

  private idOf(members: readonly number[]): number {
    const key = members.join(',');
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.members.length;
      this.ids.set(key, id);
      this.members.push(members);
      this.added.push(new Map());
      this.removed.push(new Map());
    }
    return id;
  }
}
