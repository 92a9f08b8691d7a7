import { Interned } from './interned.ts';
import type { Model } from './model.ts';
import { Places } from './places.ts';
import { PairTable, SharedInts } from './shared-ints.ts';
import type { StepRun } from './step-run.ts';

type Posts = StepRun['posts'];

/** What can be taken out of the inboxes of a system and put into them, as integers that threads share. */
export class InboxTables {
  readonly contents: Places;
  readonly moves = new SharedInts();
  readonly messages = new SharedInts();
  readonly afterTake = new SharedInts();
  readonly parcelLists = new SharedInts();
  readonly parcels = new SharedInts();
  readonly afterPost = new PairTable();
  private readonly model: Model;
  private readonly movedChannel = new SharedInts();
  private readonly parcelPosts = new Interned<Posts>();
  private readonly posts = new Interned<Posts>();

  constructor(model: Model) {
    this.model = model;
    this.contents = new Places(model.inboxes.length);
    this.postsOf([]);
  }

  get bytes(): number {
    const lists = [this.moves, this.messages, this.afterTake, this.movedChannel, this.afterPost];
    return lists.reduce((sum, { data }) => sum + data.byteLength, this.contents.bytes);
  }

  /** @param rootOf the delivery of a message of a channel */
  learnMoves(actor: number, local: number, rootOf: (channel: number, message: number) => number): void {
    const contents = this.contentsOf(actor, local);
    const inbox = this.model.inbox(actor);
    const start = this.messages.length;
    const heads = inbox.heads(local);
    for (const [channel, message] of heads) {
      this.afterTake.push(inbox.after(local, channel, []));
      this.movedChannel.push(channel);
      this.messages.push(rootOf(channel, message));
    }
    this.moves.data[contents * 2 + 1] = heads.length;
    Atomics.store(this.moves.data, contents * 2, start);
  }

  /** What becomes of some contents when posts of this number arrive. @throws LaneOverflowError */
  after(actor: number, local: number, posts: number): number {
    return this.model.postTo(actor, local, this.parcelPosts.at(posts));
  }

  /** Number of an inbox's contents among the contents of all inboxes. */
  contentsOf(actor: number, local: number): number {
    const { number, isNew } = this.contents.of(actor, local);
    if (isNew) {
      this.moves.push(-1);
      this.moves.push(0);
    }
    return number;
  }

  /** The channel that a move takes a message from. */
  channelOfMove(move: number): number {
    return this.movedChannel.data[move] ?? -1;
  }

  /** Number of a list of posts. */
  postsOf(posts: Posts): number {
    return this.posts.idOf(keyOf(posts), () => {
      const parcels = this.model.byReceiver(posts);
      const start = this.parcels.length;
      for (const [to, parcel] of parcels) {
        this.parcels.push(to);
        this.parcels.push(this.parcelPosts.idOf(keyOf(parcel), () => parcel));
      }
      this.parcelLists.push(start);
      this.parcelLists.push(parcels.size);
      return posts;
    });
  }

  /** Per list of posts: channel and message. */
  get lists(): readonly Posts[] {
    return this.posts.values;
  }
}

const keyOf = (posts: Posts): string => posts.map(([channel, message]) => `${channel}:${message}`).join(',');
