/** Tests of the reading of configurations. */
@NullMarked
package io.flaregate.gateway.config;

import org.jspecify.annotations.NullMarked;
