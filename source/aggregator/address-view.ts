/** What a BAR window needs of an address space, whoever keeps its tables: shadow of a guest's, or para-virtual. */

/** Where a virtual address leads; `address` is -1 for nowhere. */
export type Resolution = {address: number; isSystem: boolean; isReadOnly: boolean};

export type AddressView = {
	resolve(va: number, into: Resolution): void;
};
