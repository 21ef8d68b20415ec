/** Why a PBDMA stopped a channel: bits of PBDMA_INTR. */
import {PFIFO} from '../manual/pfifo.ts';
import {maskOf} from '../manual/register.ts';

export const PBDMA_REASON = {
	BAD_ENTRY: maskOf(PFIFO.PBDMA_INTR.fields.BAD_ENTRY),
	BAD_HEADER: maskOf(PFIFO.PBDMA_INTR.fields.BAD_HEADER),
	BAD_METHOD: maskOf(PFIFO.PBDMA_INTR.fields.BAD_METHOD),
	SIGNATURE: maskOf(PFIFO.PBDMA_INTR.fields.SIGNATURE),
} as const;
