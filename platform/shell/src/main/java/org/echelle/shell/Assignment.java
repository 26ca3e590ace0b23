package org.echelle.shell;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lets only {@code KEY=VALUE} through as a value of {@code --set}; what it means is checked where it is used. */
final class Assignment implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        if (text.indexOf('=') <= 0) {
            throw new TypeConversionException("'" + text + "' is not KEY=VALUE, such as dictionary.k=16");
        }
        return text;
    }
}
