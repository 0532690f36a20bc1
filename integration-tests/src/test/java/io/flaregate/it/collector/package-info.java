/** The built distribution between real OpenTelemetry Collectors. */
@NullMarked
package io.flaregate.it.collector;

import org.jspecify.annotations.NullMarked;
