/** The least that any implementation has to do: read every tag and varint, write every byte. */
@NullMarked
package io.flaregate.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
