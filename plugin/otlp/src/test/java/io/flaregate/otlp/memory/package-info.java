/** Tests of the limiter, without looking at the memory of the tests themselves. */
@NullMarked
package io.flaregate.otlp.memory;

import org.jspecify.annotations.NullMarked;
