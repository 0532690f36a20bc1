/** From the text of a configuration to its sections, with the place of everything in it. */
@NullMarked
package io.flaregate.gateway.config;

import org.jspecify.annotations.NullMarked;
