/**
 * The chaos runner: seeded faults on a running cluster, and a checker that looks for profiles that
 * were acknowledged and are not stored.
 */
@NullMarked
package io.flaregate.it.chaos;

import org.jspecify.annotations.NullMarked;
