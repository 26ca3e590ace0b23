package org.echelle.testkit.conformance;

import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;

/** A test made again, of classes that another loader loads. */
final class Twin {
    private Twin() {}

    /**
     * Makes it by the constructor without arguments. Paths, words and numbers that the first holds in fields, such as a folder for
     * temporary files that JUnit gave it, are handed on.
     */
    static DomainConformance of(DomainConformance author, ClassLoader loader) throws ReflectiveOperationException {
        Constructor<?> maker = loader.loadClass(author.getClass().getName()).getDeclaredConstructor();
        maker.setAccessible(true);
        DomainConformance twin = (DomainConformance) maker.newInstance();
        for (Class<?> type = author.getClass(); type != DomainConformance.class; type = type.getSuperclass()) {
            Class<?> own = loader.loadClass(type.getName());
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isFinal(field.getModifiers())) {
                    handOn(field, author, own.getDeclaredField(field.getName()), twin);
                }
            }
        }
        return twin;
    }

    private static void handOn(Field field, DomainConformance author, Field own, DomainConformance twin)
            throws IllegalAccessException {
        field.setAccessible(true);
        Object value = field.get(author);
        if (value instanceof Path
                || value instanceof File
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean) {
            own.setAccessible(true);
            own.set(twin, value);
        }
    }
}
