/** Processors: what changes or refuses profiles on their way. */
@NullMarked
package io.flaregate.spi.processor;

import org.jspecify.annotations.NullMarked;
