/** Real and malformed payloads that tests send and decode. */
@NullMarked
package io.flaregate.profiles.corpus;

import org.jspecify.annotations.NullMarked;
