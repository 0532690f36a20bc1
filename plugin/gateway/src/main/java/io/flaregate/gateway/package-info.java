/** The host: reads a configuration, runs its components, serves operators. */
@NullMarked
package io.flaregate.gateway;

import org.jspecify.annotations.NullMarked;
