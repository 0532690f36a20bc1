/**
 * What the product does, in the usual way: protobuf objects, strings, maps. For comparison only.
 */
@NullMarked
package io.flaregate.benchmarks.naive;

import org.jspecify.annotations.NullMarked;
