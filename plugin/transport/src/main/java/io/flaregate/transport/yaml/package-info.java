/** Configuration files: text into nodes with their places, within bounds. */
@NullMarked
package io.flaregate.transport.yaml;

import org.jspecify.annotations.NullMarked;
