/** Decoding of OTLP profiles into columns, straight from the bytes of a request. */
@NullMarked
package io.flaregate.profiles.otlp;

import org.jspecify.annotations.NullMarked;
