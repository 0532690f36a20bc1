/** Finds plugins on the class path and in a folder, and keeps their class loaders apart. */
@NullMarked
package io.flaregate.gateway.plugins;

import org.jspecify.annotations.NullMarked;
