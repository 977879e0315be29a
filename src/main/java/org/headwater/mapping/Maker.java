package org.headwater.mapping;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import java.lang.reflect.Constructor;
import org.hl7.fhir.instance.model.api.IBase;
import org.jspecify.annotations.Nullable;

/** Makes empty values of one FHIR type, many a message: its constructor is looked up once, and not for each value. */
final class Maker {

    private final Constructor<?> constructor;
    private final Object[] arguments;

    private Maker(Constructor<?> constructor, Object... arguments) {
        this.constructor = constructor;
        this.arguments = arguments;
        // Else it asks each time whether it may.
        constructor.setAccessible(true);
    }

    /** Makes values of a type. */
    static Maker of(BaseRuntimeElementDefinition<?> type) {
        return of(type, null);
    }

    /** Makes values of a type for one of its places: a code there knows which codes it may be. */
    static Maker of(BaseRuntimeElementDefinition<?> type, @Nullable BaseRuntimeChildDefinition place) {
        Object codes = place == null ? null : place.getInstanceConstructorArguments();
        for (Constructor<?> constructor : type.getImplementingClass().getConstructors()) {
            Class<?>[] parameters = constructor.getParameterTypes();
            if (codes == null && parameters.length == 0) {
                return new Maker(constructor);
            }
            if (codes != null && parameters.length == 1 && parameters[0].isInstance(codes)) {
                return new Maker(constructor, codes);
            }
        }
        throw new IllegalArgumentException("no constructor makes an empty " + type.getName());
    }

    IBase make() {
        try {
            return (IBase) constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("constructors of FHIR types do not fail", e);
        }
    }
}
