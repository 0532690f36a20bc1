/** Exporters: where profiles leave a pipeline. */
@NullMarked
package io.flaregate.spi.exporter;

import org.jspecify.annotations.NullMarked;
