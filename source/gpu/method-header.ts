/**
Method headers, decoded into fields of one object: nothing is allocated per header.
See: manual/pushbuffer.ts; envytools docs/hw/fifo/dma-pusher.
*/
import {METHOD_SPACE_BYTES} from '../manual/methods.ts';
import {HEADER_TYPE, METHOD_HEADER, OLD_METHOD_HEADER} from '../manual/pushbuffer.ts';
import {get, make} from '../manual/register.ts';

/** How the method moves from one data word to the next. */
export type Step = 'increasing' | 'fixed' | 'once';

export class HeaderDecoder {
	/** Byte offset of the next method. */
	method = 0;
	subchannel = 0;
	/** Data words that follow. */
	count = 0;
	step: Step = 'increasing';
	/** The header carries its datum, `immediate`; no words follow. */
	isImmediate = false;
	immediate = 0;

	/** False if the word means nothing. A zero word is a header without data: no operation. */
	decode(header: number): boolean {
		this.isImmediate = false;
		this.subchannel = get(METHOD_HEADER, 'SUBCHANNEL', header);
		const type = get(METHOD_HEADER, 'TYPE', header);
		if (type === HEADER_TYPE.OLD_INCREASING || type === HEADER_TYPE.OLD_NON_INCREASING) {
			this.step = type === HEADER_TYPE.OLD_INCREASING ? 'increasing' : 'fixed';
			this.method = get(OLD_METHOD_HEADER, 'METHOD', header) * 4;
			this.count = get(OLD_METHOD_HEADER, 'COUNT', header);
			// Bits 0, 1, 16 and 17 name older kinds of words (jumps, calls) that the ring has replaced.
			if (header % 4 !== 0 || (header >>> 16) % 4 !== 0) {
				this.clear();
				return false;
			}
			return true;
		}
		this.method = get(METHOD_HEADER, 'METHOD', header) * 4;
		this.count = get(METHOD_HEADER, 'COUNT', header);
		switch (type) {
			case HEADER_TYPE.INCREASING:
				this.step = 'increasing';
				return true;
			case HEADER_TYPE.NON_INCREASING:
				this.step = 'fixed';
				return true;
			case HEADER_TYPE.INCREASE_ONCE:
				this.step = 'once';
				return true;
			case HEADER_TYPE.IMMEDIATE:
				this.isImmediate = true;
				this.immediate = this.count;
				this.count = 0;
				return true;
			default:
				this.clear();
				return false;
		}
	}

	/** One data word was used up. */
	advance(): void {
		this.count--;
		if (this.step !== 'fixed') {
			this.method += 4;
		}
		if (this.step === 'once') {
			this.step = 'fixed';
		}
	}

	/** The header that would go on from here; 0 if nothing is left, or if it has run past the last method. */
	encode(): number {
		if (this.count === 0 || this.method >= METHOD_SPACE_BYTES) {
			return 0;
		}
		const type =
			this.step === 'increasing' ? HEADER_TYPE.INCREASING : this.step === 'fixed' ? HEADER_TYPE.NON_INCREASING : HEADER_TYPE.INCREASE_ONCE;
		return make(METHOD_HEADER, {TYPE: type, COUNT: this.count, SUBCHANNEL: this.subchannel, METHOD: this.method / 4});
	}

	clear(): void {
		this.count = 0;
		this.isImmediate = false;
	}
}
