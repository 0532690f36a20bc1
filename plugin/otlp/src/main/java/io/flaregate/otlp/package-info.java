/** The receiver {@code otlp}: OTLP profiles over gRPC and HTTP, decoded once and handed on. */
@NullMarked
package io.flaregate.otlp;

import org.jspecify.annotations.NullMarked;
