package org.echelle.runs;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Optional;
import org.echelle.torch.JsonFiles;

/**
 * JSON of results: indented, and {@code null} for a figure that does not exist, never NaN or Infinity, which are no JSON and which other
 * programs read as text, as nothing, or not at all. Read back, a {@code null} where a number is wanted is NaN again.
 */
public final class ResultJson {
    private ResultJson() {}

    /** A mapper that writes and reads so; an absent {@link Optional} is written as null, too. */
    public static ObjectMapper mapper() {
        SimpleModule finite = new SimpleModule("finite numbers");
        finite.addSerializer(new Numbers<>(Double.class));
        finite.addSerializer(new Numbers<>(Float.class));
        finite.addSerializer(double.class, new Numbers<>(Double.class));
        finite.addSerializer(float.class, new Numbers<>(Float.class));
        finite.addSerializer(new Rows());
        finite.addSerializer(new Present());
        finite.addDeserializer(double.class, new OrNaN());
        return JsonFiles.mapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .registerModule(finite);
    }

    private static void number(double value, JsonGenerator out) throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumber(value);
        } else {
            out.writeNull();
        }
    }

    private static final class Numbers<T extends Number> extends StdSerializer<T> {
        private static final long serialVersionUID = 1;

        Numbers(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (value instanceof Float f && Float.isFinite(f)) {
                out.writeNumber(f);
            } else {
                number(value.doubleValue(), out);
            }
        }
    }

    private static final class Rows extends StdSerializer<double[]> {
        private static final long serialVersionUID = 1;

        Rows() {
            super(double[].class);
        }

        @Override
        public void serialize(double[] values, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartArray();
            for (double v : values) {
                number(v, out);
            }
            out.writeEndArray();
        }
    }

    private static final class Present extends StdSerializer<Optional<?>> {
        private static final long serialVersionUID = 1;

        Present() {
            super(Optional.class, false);
        }

        @Override
        public void serialize(Optional<?> value, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(value.orElse(null), out);
        }
    }

    private static final class OrNaN extends StdScalarDeserializer<Double> {
        private static final long serialVersionUID = 1;

        OrNaN() {
            super(double.class);
        }

        @Override
        public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return in.currentToken() == JsonToken.VALUE_STRING ? Double.valueOf(in.getText()) : in.getDoubleValue();
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }
}
