/**
 * Binding of configuration nodes to immutable records, with every problem told by its path.
 *
 * <p>A configuration is a record. Its components are the keys, in snake case unless {@link
 * io.flaregate.spi.config.Key} says otherwise; their types are String, boolean, int, long, double,
 * their boxes, {@link java.time.Duration} (see {@link io.flaregate.spi.config.Durations}), {@link
 * io.flaregate.spi.config.Secret}, {@link io.flaregate.spi.config.ConfigNode} (the raw node), enums
 * (in lower case), other records, and List and Map&lt;String, ·&gt; of these.
 *
 * <p>Defaults come from an instance: the factory's default configuration, in which what a user
 * writes replaces component by component, records inside records included; lists and maps are
 * replaced as a whole. A component that is {@code @Nullable} and a record is absent (null) until
 * its key is written, if only with an empty value; then it starts from the static method {@code
 * defaults()} of its class. The same holds for records in lists and maps. A key without a value
 * says nothing of a record, list or map; of anything else it is an error, unless the default is
 * null too.
 *
 * <p>Unknown keys are errors that name the nearest known one. A record that is {@link
 * io.flaregate.spi.config.Validated} adds what its types cannot say.
 */
@NullMarked
package io.flaregate.spi.config;

import org.jspecify.annotations.NullMarked;
