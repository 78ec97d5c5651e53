/** Looking for drafts beside what one would write with undici. Lines 1 to 10. */

import { selfSigned } from '../../test/support/tls/certificate.ts';
import type { BenchRow } from '../row.ts';
import { latencyBench, plainBench, tlsBench } from './flat.ts';
import { memoryOfProbing } from './memory.ts';
import { burstBench, limitedBench, troubledBench } from './paced.ts';

const skipped: BenchRow = {
  line: '2, 3, 4, 6, 7 over TLS: skipped, no openssl makes a certificate here',
  floor: '-',
  ours: '-',
  ratio: null,
  goal: '-',
  met: false,
};

export async function probeBench(): Promise<BenchRow[]> {
  const tls = selfSigned();
  return [
    ...(await plainBench()),
    ...(await latencyBench()),
    ...(tls === null ? [skipped] : [...(await tlsBench(tls)), ...(await burstBench(tls))]),
    ...(await limitedBench()),
    ...(await troubledBench()),
    ...(await memoryOfProbing()),
  ];
}
