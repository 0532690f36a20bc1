/** What the pages of this plugin have in common. */
@NullMarked
package io.flaregate.phlare.page;

import org.jspecify.annotations.NullMarked;
