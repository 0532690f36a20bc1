/** The processor {@code memory_limiter}: refuses requests while memory is short. */
@NullMarked
package io.flaregate.otlp.memory;

import org.jspecify.annotations.NullMarked;
