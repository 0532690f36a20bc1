package io.flaregate.spi.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keys that a configuration record does not have but that users bring along, as when they paste a
 * block of another product. They are warned of instead of refused. A name that ends in {@code *}
 * stands for all that start so.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(IgnoredKeys.Container.class)
public @interface IgnoredKeys {
  /** The keys. */
  String[] value();

  /** Why they have no effect, for the warning. */
  String reason();

  /** Holds several of the annotation. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Container {
    /** The annotations. */
    IgnoredKeys[] value();
  }
}
