//! The key of an object's entry: a string, which may be asked for as a number.

use super::reader::{Number, Reader, Unreadable};
use serde::{
    Deserializer,
    de::{IntoDeserializer, Visitor},
    forward_to_deserialize_any,
};

/// See the module.
pub(super) struct Key<'r, 'a>(pub &'r mut Reader<'a>);

/// A number between quotation marks.
macro_rules! numbers {
    ($($name:ident)*) => {
        $(
            fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
                self.0.take(b'"')?;
                let number = self.0.number()?;
                self.0.take(b'"')?;
                match number {
                    Number::Whole(value) => visitor.visit_u64(value),
                    Number::Below(value) => visitor.visit_i64(value),
                    Number::Real(_) => Err(Unreadable),
                }
            }
        )*
    };
}

impl<'de> Deserializer<'de> for Key<'_, '_> {
    type Error = Unreadable;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }
    forward_to_deserialize_any! {
        bool f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.0.string()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_enum(self.0.string()?.into_deserializer())
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.0.string()?;
        visitor.visit_unit()
    }
}
