/**
Host memory: the guests' RAM, side by side in the address space that devices use.

Owns: the mapping from guest frames to machine frames (one contiguous range a domain) and the way of a
device's write back to the guest that owns the page.
Inaccuracies: memory is never ballooned or swapped, so pages need no pinning.
*/
import {AddressSpace} from '../base/address-space.ts';
import {assert} from '../base/assert.ts';
import {GIB} from '../base/units.ts';
import {roundUp} from '../base/words.ts';
import type {GuestPort} from '../manual/guest-port.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import type {SystemMemory} from '../manual/pci.ts';

const PAGE_WORDS = PAGE_BYTES / 4;
/** Virtualized guests live above this; below is the hypervisor's own. */
const FIRST_GUEST_ADDRESS = 4 * GIB;
const ADDRESS_LIMIT = 2 ** 40;

export type MemoryRange = {
	/** Host address of guest address 0. */
	readonly base: number;
	readonly bytes: number;
};

type Owner = MemoryRange & {
	readonly port: GuestPort;
	/** One view a page, made when first asked for: a device must not allocate on every access. */
	readonly pages: Array<Uint32Array | undefined>;
};

export class HostMemory implements SystemMemory {
	readonly #owners = new AddressSpace<Owner>();
	#last: Owner | undefined;

	/** Gives the guest's RAM a place. Native machines ask for base 0: guest addresses are bus addresses. */
	attach(port: GuestPort, base = this.#freeBase(port.ram.byteLength)): MemoryRange {
		const owner: Owner = {base, bytes: port.ram.byteLength, port, pages: []};
		this.#owners.insert(base, owner.bytes, owner);
		return owner;
	}

	detach(range: MemoryRange): void {
		assert(this.#owners.remove(range.base), 'memory detached twice');
		this.#last = undefined;
	}

	page(busAddress: number, _isWrite: boolean): Uint32Array | undefined {
		const owner = this.#ownerOf(busAddress);
		if (owner === undefined) {
			return undefined;
		}
		const index = Math.floor((busAddress - owner.base) / PAGE_BYTES);
		const known = owner.pages[index];
		if (known !== undefined) {
			return known;
		}
		const view = owner.port.ram.subarray(index * PAGE_WORDS, (index + 1) * PAGE_WORDS);
		owner.pages[index] = view;
		return view;
	}

	written(busAddress: number, bytes: number): void {
		const owner = this.#ownerOf(busAddress);
		owner?.port.dmaWritten(busAddress - owner.base, bytes);
	}

	#ownerOf(busAddress: number): Owner | undefined {
		const last = this.#last;
		if (last !== undefined && busAddress >= last.base && busAddress < last.base + last.bytes) {
			return last;
		}
		const found = this.#owners.find(busAddress)?.value;
		this.#last = found ?? last;
		return found;
	}

	/** First gap that is large enough. */
	#freeBase(bytes: number): number {
		let base = FIRST_GUEST_ADDRESS;
		for (const region of this.#owners.regions()) {
			if (region.start >= base && region.start - base >= bytes) {
				break;
			}
			base = Math.max(base, roundUp(region.end, PAGE_BYTES));
		}
		assert(base + bytes <= ADDRESS_LIMIT, 'host memory exhausted');
		return base;
	}
}

/** The host frame behind a guest frame; -1 if the guest has no such memory. Both in 4 KiB units. */
export function hostFrame(range: MemoryRange, guestFrame: number): number {
	return guestFrame * PAGE_BYTES < range.bytes ? range.base / PAGE_BYTES + guestFrame : -1;
}
