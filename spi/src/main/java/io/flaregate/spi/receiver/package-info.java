/** Receivers: where profiles enter a pipeline. */
@NullMarked
package io.flaregate.spi.receiver;

import org.jspecify.annotations.NullMarked;
