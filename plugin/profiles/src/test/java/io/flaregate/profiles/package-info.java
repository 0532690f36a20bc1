/** Rules that hold for the module as a whole. */
@NullMarked
package io.flaregate.profiles;

import org.jspecify.annotations.NullMarked;
