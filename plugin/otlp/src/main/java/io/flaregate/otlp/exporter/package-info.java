/** The exporters of OTLP: one request of the pipeline is one request on the wire, tried again. */
@NullMarked
package io.flaregate.otlp.exporter;

import org.jspecify.annotations.NullMarked;
