/** Tests of the wiring and the life of components. */
@NullMarked
package io.flaregate.gateway.graph;

import org.jspecify.annotations.NullMarked;
