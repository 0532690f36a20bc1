/** How profiles travel down a pipeline and how the outcome of each comes back to the sender. */
@NullMarked
package io.flaregate.spi.consumer;

import org.jspecify.annotations.NullMarked;
