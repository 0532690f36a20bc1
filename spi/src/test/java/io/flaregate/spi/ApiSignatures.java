package io.flaregate.spi;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the public and protected signatures of all classes below a folder as lines of text. */
final class ApiSignatures {
  private ApiSignatures() {}

  static List<String> of(Path classes) throws IOException, ClassNotFoundException {
    List<String> names;
    try (Stream<Path> files = Files.walk(classes)) {
      names =
          files
              .map(file -> classes.relativize(file).toString())
              .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
              .map(name -> name.substring(0, name.length() - ".class".length()))
              .map(name -> name.replace('/', '.').replace('\\', '.'))
              .sorted()
              .toList();
    }
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      Class<?> type = Class.forName(name, false, ApiSignatures.class.getClassLoader());
      if (isReachable(type)) {
        add(type, lines);
      }
    }
    return lines;
  }

  private static boolean isReachable(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    boolean open = Modifier.isPublic(type.getModifiers());
    return open && !type.isAnonymousClass() && (outer == null || isReachable(outer));
  }

  private static void add(Class<?> type, List<String> lines) {
    lines.add(header(type));
    List<String> members = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (isOpen(field)) {
        members.add(field.toGenericString() + annotations(field));
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isOpen(constructor)) {
        members.add(constructor.toGenericString());
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isOpen(method)) {
        members.add(method.toGenericString() + annotations(method));
      }
    }
    members.stream().sorted().map(member -> "  " + member).forEach(lines::add);
  }

  private static String header(Class<?> type) {
    Stream<Type> parents =
        Stream.concat(
            Stream.ofNullable(type.getGenericSuperclass()).filter(each -> each != Object.class),
            Arrays.stream(type.getGenericInterfaces()));
    String extended = parents.map(Type::getTypeName).collect(Collectors.joining(", "));
    return type.toGenericString() + (extended.isEmpty() ? "" : " <: " + extended);
  }

  private static boolean isOpen(Member member) {
    int modifiers = member.getModifiers();
    return !member.isSynthetic()
        && (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers));
  }

  private static String annotations(AnnotatedElement element) {
    return element.isAnnotationPresent(Deprecated.class) ? " (deprecated)" : "";
  }
}
