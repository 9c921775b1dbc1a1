/**
 * Scrolling through more rows than an element can be tall. Chromium ends an element at 33,554,428 device px, which is half
 * as many on a screen of two device px each. Up to `tallest` the scroll position is the place in the list. Beyond it the
 * element stays that tall: short ways (wheel, keys) go pixel by pixel, long ones (the scrollbar) in proportion, and both
 * ends are reached exactly. Pure; all lengths in px.
 */

/** Also the last whole number of px that positions of 32 bits keep apart. */
export const tallest = 15_000_000;

export class ScaledScroll {
  private readonly limit: number;
  /** Of all rows. */
  private total = 0;
  /** Of what is in sight. */
  private view = 0;
  /** Scroll position, and the place in the list that it stands for. */
  private position = 0;
  private place = 0;
  /** px by which the last scrolling went on. */
  private way = 0;

  constructor(limit: number = tallest) {
    this.limit = limit;
  }

  /** Height of the element. */
  get height(): number {
    return Math.min(this.total, this.limit);
  }

  get isScaled(): boolean {
    return this.total > this.limit;
  }

  private get lastPosition(): number {
    return Math.max(0, this.height - this.view);
  }

  private get lastPlace(): number {
    return Math.max(0, this.total - this.view);
  }

  /** Added to a scroll position it is the place in the list. */
  get offset(): number {
    return this.place - this.position;
  }

  /** Where the top of what is in sight is in the list. */
  get top(): number {
    return this.place;
  }

  /** The last scrolling left nothing in sight that was: what lies beyond the ends is most likely not met next. */
  get isFlying(): boolean {
    return this.view > 0 && this.way >= this.view;
  }

  /** Nobody scrolls now. */
  rest(): void {
    this.way = 0;
  }

  /** Takes new lengths. What was in sight stays there where it can. */
  resize(total: number, view: number): void {
    if (total === this.total && view === this.view) return;
    this.total = total;
    this.view = view;
    this.place = this.isScaled ? Math.min(this.place, this.lastPlace) : this.position;
  }

  /** The browser scrolled to this position. */
  scrolled(position: number): void {
    const before = this.place;
    if (!this.isScaled) this.place = position;
    else if (position <= 0) this.place = 0;
    else if (position >= this.lastPosition) this.place = this.lastPlace;
    else {
      const way = position - this.position;
      const near = Math.abs(way) <= this.view * 2;
      // Whole px, so that rows lie on whole px.
      const place = Math.round(near ? this.place + way : this.placeOf(position));
      this.place = Math.max(0, Math.min(this.lastPlace, place));
    }
    this.position = position;
    this.way = Math.abs(this.place - before);
  }

  /** In proportion between the two ends, where a view's height goes pixel by pixel. */
  private placeOf(position: number): number {
    const edge = this.view;
    const [lastPosition, lastPlace] = [this.lastPosition, this.lastPlace];
    if (position <= edge) return position;
    if (lastPosition - position <= edge) return lastPlace - (lastPosition - position);
    return edge + ((position - edge) / (lastPosition - 2 * edge)) * (lastPlace - 2 * edge);
  }

  /** Scroll position at which the scrollbar tells the truth about a place. */
  positionOf(place: number): number {
    if (!this.isScaled) return place;
    const edge = this.view;
    const [lastPosition, lastPlace] = [this.lastPosition, this.lastPlace];
    if (place <= edge) return place;
    if (lastPlace - place <= edge) return lastPosition - (lastPlace - place);
    return Math.round(edge + ((place - edge) / (lastPlace - 2 * edge)) * (lastPosition - 2 * edge));
  }

  /**
   * The scroll position to take now, other than the present one, without moving what is in sight: null while there is no
   * need. `resting`: nobody scrolls, so that the scrollbar can be set right; else only near an end that would be reached
   * too early.
   */
  settle(resting: boolean): number | null {
    if (!this.isScaled) return null;
    const right = this.positionOf(this.place);
    if (Math.abs(right - this.position) < 1) return null;
    const isAtEnd = this.position <= this.view || this.lastPosition - this.position <= this.view;
    if (!resting && !isAtEnd) return null;
    this.position = right;
    return right;
  }

  /** Goes to a place in the list; answers the scroll position to take. */
  goTo(place: number): number {
    this.place = Math.round(Math.max(0, Math.min(this.lastPlace, place)));
    this.position = this.positionOf(this.place);
    return this.position;
  }
}
