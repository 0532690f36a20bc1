/** The configuration of the receiver {@code otlp}, in the keys of the Collector's receiver. */
@NullMarked
package io.flaregate.otlp.config;

import org.jspecify.annotations.NullMarked;
