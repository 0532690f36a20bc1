package io.flaregate.otlp.memory;

/**
 * What memory held at one time, in bytes.
 *
 * @param heapAfterGcBytes what each part of the heap held when it was last collected; what is not
 *     garbage, as far as that is known
 * @param heapNowBytes what the heap holds now, garbage included
 * @param directBytes what lies outside the heap in buffers
 */
record MemoryReading(long heapAfterGcBytes, long heapNowBytes, long directBytes) {}
