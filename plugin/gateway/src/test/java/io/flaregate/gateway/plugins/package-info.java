/** Tests of the loading of plugins. */
@NullMarked
package io.flaregate.gateway.plugins;

import org.jspecify.annotations.NullMarked;
