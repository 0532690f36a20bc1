/** What the plugin's commands have in common. */
@NullMarked
package io.flaregate.phlare.cli;

import org.jspecify.annotations.NullMarked;
