/** From bound configurations to running components, wired, started and stopped in order. */
@NullMarked
package io.flaregate.gateway.graph;

import org.jspecify.annotations.NullMarked;
