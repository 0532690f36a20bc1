/** The metrics of the whole host, in the names that dashboards already use. */
@NullMarked
package io.flaregate.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
