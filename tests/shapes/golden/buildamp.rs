// Written by BuildAmp. What you change here is gone with the next build.

/// Every handler under `src/handlers/`, for [`buildamp::App::handlers`].
#[must_use]
#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
pub fn handlers() -> ::buildamp::Handlers<<crate::Cx as ::buildamp::HasState>::State> {
    ::buildamp::Handlers::new()
        .on::<
            crate::models::events::order::OrderPlaced,
            _,
        >(
            "order::confirm",
            |event, _, _| ::std::boxed::Box::pin(async move {
                ::buildamp::IntoOutcome::into_outcome(
                    crate::handlers::order::confirm(event).await,
                )
            }),
        )
        .on::<
            crate::models::events::order::OrderPaid,
            _,
        >(
            "order::book",
            |event, cx, tx| ::std::boxed::Box::pin(async move {
                ::buildamp::IntoOutcome::into_outcome(
                    crate::handlers::order::book(event, &cx, tx).await,
                )
            }),
        )
        .on::<
            crate::models::events::order::OrderPaid,
            _,
        >(
            "receipts",
            |event, cx, _| ::std::boxed::Box::pin(async move {
                ::buildamp::IntoOutcome::into_outcome(
                    crate::handlers::order::receipt(event, &cx).await,
                )
            }),
        )
        .secret_result(&["card"])
        .on_batch::<
            crate::models::events::order::OrderLost,
            _,
        >(
            "order::search",
            ::buildamp::Batch::new(50u32)
                .wait(::core::time::Duration::new(0u64, 250000000u32)),
            |event, _, tx| ::std::boxed::Box::pin(async move {
                ::buildamp::IntoBatchEnd::into_batch_end(
                    crate::handlers::order::search(event, tx).await,
                )
            }),
        )
        .limited(::buildamp::Limits::new().in_order())
        .on_glob(
            "order::audit",
            "order.**",
            |event, cx, _| ::std::boxed::Box::pin(async move {
                ::buildamp::IntoOutcome::into_outcome(
                    crate::handlers::order::audit(event, &cx).await,
                )
            }),
        )
        .on::<
            crate::models::webhooks::partner::Told,
            _,
        >(
            "partner::told",
            |event, _, _| ::std::boxed::Box::pin(async move {
                ::buildamp::IntoOutcome::into_outcome(
                    crate::handlers::partner::told(event).await,
                )
            }),
        )
        .event::<crate::models::events::order::OrderSeen>()
        .service::<crate::models::services::sendgrid::SendgridMail>()
        .webhook::<crate::models::webhooks::partner::Told>()
        .webhook::<crate::models::webhooks::stripe::StripeEvent>()
}
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::core::fmt::Debug for crate::models::address::Address {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            let Self { street: __f0, r#type: __f1 } = self;
            __formatter
                .debug_struct("Address")
                .field("street", &::core::format_args!("[secret]"))
                .field("type", __f1)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for crate::models::address::Address {
        fn clone(&self) -> Self {
            let Self { street: __f0, r#type: __f1 } = self;
            Self {
                street: ::core::clone::Clone::clone(__f0),
                r#type: ::core::clone::Clone::clone(__f1),
            }
        }
    }
    #[automatically_derived]
    impl ::buildamp::serde::Serialize for crate::models::address::Address {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let Self { street: __f0, r#type: __f1 } = self;
            ::buildamp::plain::write_struct(
                __to,
                "Address",
                &["street", "type"],
                &(::buildamp::plain::One(__f0), ::buildamp::plain::One(__f1)),
            )
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::serde::Deserialize<'__de>
    for crate::models::address::Address {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let (::buildamp::plain::One(__f0), ::buildamp::plain::One(__f1)) = ::buildamp::plain::read_struct(
                __from,
                "Address",
                "struct Address",
                &["street", "type"],
            )?;
            ::core::result::Result::Ok(Self { street: __f0, r#type: __f1 })
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::core::fmt::Debug for crate::models::address::Kind {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            match self {
                Self::Home {} => __formatter.write_str("Home"),
                Self::Other { 0: __f0 } => {
                    __formatter.debug_tuple("Other").field(__f0).finish()
                }
                Self::Box { number: __f0 } => {
                    __formatter.debug_struct("Box").field("number", __f0).finish()
                }
            }
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for crate::models::address::Kind {
        fn clone(&self) -> Self {
            match self {
                Self::Home {} => Self::Home {},
                Self::Other { 0: __f0 } => {
                    Self::Other {
                        0: ::core::clone::Clone::clone(__f0),
                    }
                }
                Self::Box { number: __f0 } => {
                    Self::Box {
                        number: ::core::clone::Clone::clone(__f0),
                    }
                }
            }
        }
    }
    #[automatically_derived]
    impl ::buildamp::serde::Serialize for crate::models::address::Kind {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            match self {
                Self::Home {} => {
                    ::buildamp::serde::Serializer::serialize_unit_variant(
                        __to,
                        "Kind",
                        0,
                        "Home",
                    )
                }
                Self::Other { 0: __f0 } => {
                    ::buildamp::serde::Serializer::serialize_newtype_variant(
                        __to,
                        "Kind",
                        1,
                        "Other",
                        __f0,
                    )
                }
                Self::Box { number: __f0 } => {
                    ::buildamp::plain::write_struct_variant(
                        __to,
                        "Kind",
                        (2, "Box"),
                        &["number"],
                        &::buildamp::plain::One(__f0),
                    )
                }
            }
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::serde::Deserialize<'__de> for crate::models::address::Kind {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::buildamp::plain::read_enum(__from, "Kind")
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::plain::Variants<'__de> for crate::models::address::Kind {
        const EXPECTING: &'static str = "enum Kind";
        const NAMES: &'static [&'static str] = &["Home", "Other", "Box"];
        fn read<__A: ::buildamp::serde::de::VariantAccess<'__de>>(
            __place: usize,
            __from: __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            match __place {
                0 => {
                    let () = ::buildamp::serde::de::VariantAccess::unit_variant(__from)?;
                    ::core::result::Result::Ok(Self::Home {})
                }
                1 => {
                    let __f0 = ::buildamp::serde::de::VariantAccess::newtype_variant(
                        __from,
                    )?;
                    ::core::result::Result::Ok(Self::Other { 0: __f0 })
                }
                2 => {
                    let ::buildamp::plain::One(__f0) = ::buildamp::plain::read_struct_variant(
                        __from,
                        "struct variant Kind::Box",
                        &["number"],
                    )?;
                    ::core::result::Result::Ok(Self::Box { number: __f0 })
                }
                _ => ::core::unreachable!(),
            }
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl<T> ::core::fmt::Debug for crate::models::address::Page<T>
    where
        T: ::core::fmt::Debug,
    {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            let Self { items: __f0 } = self;
            __formatter.debug_struct("Page").field("items", __f0).finish()
        }
    }
    #[automatically_derived]
    impl<T> ::core::clone::Clone for crate::models::address::Page<T>
    where
        T: ::core::clone::Clone,
    {
        fn clone(&self) -> Self {
            let Self { items: __f0 } = self;
            Self {
                items: ::core::clone::Clone::clone(__f0),
            }
        }
    }
    #[automatically_derived]
    impl<T> ::buildamp::serde::Serialize for crate::models::address::Page<T>
    where
        T: ::buildamp::serde::Serialize,
    {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let Self { items: __f0 } = self;
            ::buildamp::plain::write_struct(
                __to,
                "Page",
                &["items"],
                &::buildamp::plain::One(__f0),
            )
        }
    }
    #[automatically_derived]
    impl<'__de, T> ::buildamp::serde::Deserialize<'__de>
    for crate::models::address::Page<T>
    where
        T: ::buildamp::serde::Deserialize<'__de>,
    {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let ::buildamp::plain::One(__f0) = ::buildamp::plain::read_struct(
                __from,
                "Page",
                "struct Page",
                &["items"],
            )?;
            ::core::result::Result::Ok(Self { items: __f0 })
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::core::fmt::Debug for crate::models::address::Receipt {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            let Self { number: __f0, card: __f1 } = self;
            __formatter
                .debug_struct("Receipt")
                .field("number", __f0)
                .field("card", &::core::format_args!("[secret]"))
                .finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for crate::models::address::Receipt {
        fn clone(&self) -> Self {
            let Self { number: __f0, card: __f1 } = self;
            Self {
                number: ::core::clone::Clone::clone(__f0),
                card: ::core::clone::Clone::clone(__f1),
            }
        }
    }
    #[automatically_derived]
    impl ::buildamp::serde::Serialize for crate::models::address::Receipt {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let Self { number: __f0, card: __f1 } = self;
            ::buildamp::plain::write_struct(
                __to,
                "Receipt",
                &["number", "card"],
                &(::buildamp::plain::One(__f0), ::buildamp::plain::One(__f1)),
            )
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::serde::Deserialize<'__de>
    for crate::models::address::Receipt {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let (::buildamp::plain::One(__f0), ::buildamp::plain::One(__f1)) = ::buildamp::plain::read_struct(
                __from,
                "Receipt",
                "struct Receipt",
                &["number", "card"],
            )?;
            ::core::result::Result::Ok(Self { number: __f0, card: __f1 })
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::core::fmt::Debug for crate::models::events::order::OrderPlaced {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            let Self { id: __f0, to: __f1 } = self;
            __formatter
                .debug_struct("OrderPlaced")
                .field("id", __f0)
                .field("to", __f1)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for crate::models::events::order::OrderPlaced {
        fn clone(&self) -> Self {
            let Self { id: __f0, to: __f1 } = self;
            Self {
                id: ::core::clone::Clone::clone(__f0),
                to: ::core::clone::Clone::clone(__f1),
            }
        }
    }
    #[automatically_derived]
    impl ::buildamp::serde::Serialize for crate::models::events::order::OrderPlaced {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let Self { id: __f0, to: __f1 } = self;
            ::buildamp::plain::write_struct(
                __to,
                "OrderPlaced",
                &["id", "to"],
                &(::buildamp::plain::One(__f0), ::buildamp::plain::One(__f1)),
            )
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::serde::Deserialize<'__de>
    for crate::models::events::order::OrderPlaced {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let (::buildamp::plain::One(__f0), ::buildamp::plain::One(__f1)) = ::buildamp::plain::read_struct(
                __from,
                "OrderPlaced",
                "struct OrderPlaced",
                &["id", "to"],
            )?;
            ::core::result::Result::Ok(Self { id: __f0, to: __f1 })
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::buildamp::Event for crate::models::events::order::OrderPlaced {
        const TYPE: &'static str = "order.order_placed";
        const SECRETS: &'static [&'static str] = &["to.street"];
    }
    impl crate::models::events::order::OrderPlaced {
        /// Emits this event so that it is handled once `delay` has passed.
        ///
        /// `OrderPlaced` is the event `order.order_placed` of `src/models/events/order.rs`. Handled by `order::confirm`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule(
            self,
            delay: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule(delay)
        }
        /// Emits this event so that it is handled no earlier than `time`.
        ///
        /// `OrderPlaced` is the event `order.order_placed` of `src/models/events/order.rs`. Handled by `order::confirm`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule_at(
            self,
            time: impl ::core::convert::Into<::std::time::SystemTime>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule_at(time)
        }
        /// Says who goes first among the deliveries that are due: lower first.
        ///
        /// `OrderPlaced` is the event `order.order_placed` of `src/models/events/order.rs`. Handled by `order::confirm`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn priority(
            self,
            priority: ::buildamp::Priority,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).priority(priority)
        }
        /// Says how often each delivery is tried before it is dead, from 1.
        ///
        /// `OrderPlaced` is the event `order.order_placed` of `src/models/events/order.rs`. Handled by `order::confirm`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn max_attempts(self, attempts: u32) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).max_attempts(attempts)
        }
        /// Lets at most one event of this type and tenant carry `key`: emitting it again stores nothing and returns
        /// the id of the first.
        ///
        /// `OrderPlaced` is the event `order.order_placed` of `src/models/events/order.rs`. Handled by `order::confirm`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn idempotency_key(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).idempotency_key(key)
        }
        /// Emits this event so that it is handled once `quiet` has passed without another one of this type, tenant and
        /// `key`: the next one takes its place as long as it waits.
        ///
        /// `OrderPlaced` is the event `order.order_placed` of `src/models/events/order.rs`. Handled by `order::confirm`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn debounce(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
            quiet: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).debounce(key, quiet)
        }
    }
    ::buildamp::__engine! {
        impl crate::models::events::order::OrderPlaced {
            /// Appends this event and its deliveries in the transaction `tx`: it exists once that commits.
            ///
            /// `OrderPlaced` is the event `order.order_placed` of `src/models/events/order.rs`. Handled by `order::confirm`.
            ///
            /// # Errors
            /// The event cannot be serialised, or the store refuses it; the transaction cannot commit then.
            pub async fn emit(
                self,
                tx: &mut ::buildamp::Tx<'_>,
            ) -> ::buildamp::Result<::buildamp::EventId> {
                ::buildamp::Emission::new(self).emit(tx).await
            }
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::core::fmt::Debug for crate::models::events::order::OrderPaid {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            let Self { id: __f0 } = self;
            __formatter.debug_struct("OrderPaid").field("id", __f0).finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for crate::models::events::order::OrderPaid {
        fn clone(&self) -> Self {
            let Self { id: __f0 } = self;
            Self {
                id: ::core::clone::Clone::clone(__f0),
            }
        }
    }
    #[automatically_derived]
    impl ::buildamp::serde::Serialize for crate::models::events::order::OrderPaid {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let Self { id: __f0 } = self;
            ::buildamp::plain::write_struct(
                __to,
                "OrderPaid",
                &["id"],
                &::buildamp::plain::One(__f0),
            )
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::serde::Deserialize<'__de>
    for crate::models::events::order::OrderPaid {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let ::buildamp::plain::One(__f0) = ::buildamp::plain::read_struct(
                __from,
                "OrderPaid",
                "struct OrderPaid",
                &["id"],
            )?;
            ::core::result::Result::Ok(Self { id: __f0 })
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::buildamp::Event for crate::models::events::order::OrderPaid {
        const TYPE: &'static str = "order.order_paid";
        const VERSION: u32 = 2u32;
        const PRIORITY: ::buildamp::Priority = ::buildamp::Priority(-10i16);
        const MAX_ATTEMPTS: ::core::option::Option<u32> = ::core::option::Option::Some(
            3u32,
        );
        const KEEP: ::core::option::Option<::buildamp::Keep> = ::core::option::Option::Some(
            ::buildamp::Keep::For(::core::time::Duration::new(2592000u64, 0u32)),
        );
        const PROGRESS: bool = true;
        fn subject(&self) -> ::core::option::Option<::std::string::String> {
            ::core::option::Option::Some(::std::format!("order/{}", self.id))
        }
    }
    impl crate::models::events::order::OrderPaid {
        /// Emits this event so that it is handled once `delay` has passed.
        ///
        /// `OrderPaid` is the event `order.order_paid` of `src/models/events/order.rs`. Handled by `order::book`, `receipts`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule(
            self,
            delay: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule(delay)
        }
        /// Emits this event so that it is handled no earlier than `time`.
        ///
        /// `OrderPaid` is the event `order.order_paid` of `src/models/events/order.rs`. Handled by `order::book`, `receipts`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule_at(
            self,
            time: impl ::core::convert::Into<::std::time::SystemTime>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule_at(time)
        }
        /// Says who goes first among the deliveries that are due: lower first.
        ///
        /// `OrderPaid` is the event `order.order_paid` of `src/models/events/order.rs`. Handled by `order::book`, `receipts`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn priority(
            self,
            priority: ::buildamp::Priority,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).priority(priority)
        }
        /// Says how often each delivery is tried before it is dead, from 1.
        ///
        /// `OrderPaid` is the event `order.order_paid` of `src/models/events/order.rs`. Handled by `order::book`, `receipts`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn max_attempts(self, attempts: u32) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).max_attempts(attempts)
        }
        /// Lets at most one event of this type and tenant carry `key`: emitting it again stores nothing and returns
        /// the id of the first.
        ///
        /// `OrderPaid` is the event `order.order_paid` of `src/models/events/order.rs`. Handled by `order::book`, `receipts`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn idempotency_key(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).idempotency_key(key)
        }
        /// Emits this event so that it is handled once `quiet` has passed without another one of this type, tenant and
        /// `key`: the next one takes its place as long as it waits.
        ///
        /// `OrderPaid` is the event `order.order_paid` of `src/models/events/order.rs`. Handled by `order::book`, `receipts`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn debounce(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
            quiet: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).debounce(key, quiet)
        }
    }
    ::buildamp::__engine! {
        impl crate::models::events::order::OrderPaid {
            /// Appends this event and its deliveries in the transaction `tx`: it exists once that commits.
            ///
            /// `OrderPaid` is the event `order.order_paid` of `src/models/events/order.rs`. Handled by `order::book`, `receipts`.
            ///
            /// # Errors
            /// The event cannot be serialised, or the store refuses it; the transaction cannot commit then.
            pub async fn emit(
                self,
                tx: &mut ::buildamp::Tx<'_>,
            ) -> ::buildamp::Result<::buildamp::EventId> {
                ::buildamp::Emission::new(self).emit(tx).await
            }
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::core::fmt::Debug for crate::models::events::order::OrderSeen {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            let Self {} = self;
            __formatter.write_str("OrderSeen")
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for crate::models::events::order::OrderSeen {
        fn clone(&self) -> Self {
            let Self {} = self;
            Self {}
        }
    }
    #[automatically_derived]
    impl ::buildamp::serde::Serialize for crate::models::events::order::OrderSeen {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let Self {} = self;
            ::buildamp::serde::Serializer::serialize_unit_struct(__to, "OrderSeen")
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::serde::Deserialize<'__de>
    for crate::models::events::order::OrderSeen {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let () = ::buildamp::plain::read_unit(
                __from,
                "OrderSeen",
                "unit struct OrderSeen",
            )?;
            ::core::result::Result::Ok(Self {})
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::buildamp::Event for crate::models::events::order::OrderSeen {
        const TYPE: &'static str = "order.order_seen";
        const KEEP: ::core::option::Option<::buildamp::Keep> = ::core::option::Option::Some(
            ::buildamp::Keep::Forever,
        );
    }
    impl crate::models::events::order::OrderSeen {
        /// Emits this event so that it is handled once `delay` has passed.
        ///
        /// `OrderSeen` is the event `order.order_seen` of `src/models/events/order.rs`. It is for the log only.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule(
            self,
            delay: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule(delay)
        }
        /// Emits this event so that it is handled no earlier than `time`.
        ///
        /// `OrderSeen` is the event `order.order_seen` of `src/models/events/order.rs`. It is for the log only.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule_at(
            self,
            time: impl ::core::convert::Into<::std::time::SystemTime>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule_at(time)
        }
        /// Says who goes first among the deliveries that are due: lower first.
        ///
        /// `OrderSeen` is the event `order.order_seen` of `src/models/events/order.rs`. It is for the log only.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn priority(
            self,
            priority: ::buildamp::Priority,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).priority(priority)
        }
        /// Says how often each delivery is tried before it is dead, from 1.
        ///
        /// `OrderSeen` is the event `order.order_seen` of `src/models/events/order.rs`. It is for the log only.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn max_attempts(self, attempts: u32) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).max_attempts(attempts)
        }
        /// Lets at most one event of this type and tenant carry `key`: emitting it again stores nothing and returns
        /// the id of the first.
        ///
        /// `OrderSeen` is the event `order.order_seen` of `src/models/events/order.rs`. It is for the log only.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn idempotency_key(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).idempotency_key(key)
        }
        /// Emits this event so that it is handled once `quiet` has passed without another one of this type, tenant and
        /// `key`: the next one takes its place as long as it waits.
        ///
        /// `OrderSeen` is the event `order.order_seen` of `src/models/events/order.rs`. It is for the log only.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn debounce(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
            quiet: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).debounce(key, quiet)
        }
    }
    ::buildamp::__engine! {
        impl crate::models::events::order::OrderSeen {
            /// Appends this event and its deliveries in the transaction `tx`: it exists once that commits.
            ///
            /// `OrderSeen` is the event `order.order_seen` of `src/models/events/order.rs`. It is for the log only.
            ///
            /// # Errors
            /// The event cannot be serialised, or the store refuses it; the transaction cannot commit then.
            pub async fn emit(
                self,
                tx: &mut ::buildamp::Tx<'_>,
            ) -> ::buildamp::Result<::buildamp::EventId> {
                ::buildamp::Emission::new(self).emit(tx).await
            }
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::buildamp::Event for crate::models::events::order::OrderLost {
        const TYPE: &'static str = "order.order_lost";
    }
    impl crate::models::events::order::OrderLost {
        /// Emits this event so that it is handled once `delay` has passed.
        ///
        /// `OrderLost` is the event `order.order_lost` of `src/models/events/order.rs`. Handled by `order::search`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule(
            self,
            delay: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule(delay)
        }
        /// Emits this event so that it is handled no earlier than `time`.
        ///
        /// `OrderLost` is the event `order.order_lost` of `src/models/events/order.rs`. Handled by `order::search`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule_at(
            self,
            time: impl ::core::convert::Into<::std::time::SystemTime>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule_at(time)
        }
        /// Says who goes first among the deliveries that are due: lower first.
        ///
        /// `OrderLost` is the event `order.order_lost` of `src/models/events/order.rs`. Handled by `order::search`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn priority(
            self,
            priority: ::buildamp::Priority,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).priority(priority)
        }
        /// Says how often each delivery is tried before it is dead, from 1.
        ///
        /// `OrderLost` is the event `order.order_lost` of `src/models/events/order.rs`. Handled by `order::search`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn max_attempts(self, attempts: u32) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).max_attempts(attempts)
        }
        /// Lets at most one event of this type and tenant carry `key`: emitting it again stores nothing and returns
        /// the id of the first.
        ///
        /// `OrderLost` is the event `order.order_lost` of `src/models/events/order.rs`. Handled by `order::search`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn idempotency_key(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).idempotency_key(key)
        }
        /// Emits this event so that it is handled once `quiet` has passed without another one of this type, tenant and
        /// `key`: the next one takes its place as long as it waits.
        ///
        /// `OrderLost` is the event `order.order_lost` of `src/models/events/order.rs`. Handled by `order::search`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn debounce(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
            quiet: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).debounce(key, quiet)
        }
    }
    ::buildamp::__engine! {
        impl crate::models::events::order::OrderLost {
            /// Appends this event and its deliveries in the transaction `tx`: it exists once that commits.
            ///
            /// `OrderLost` is the event `order.order_lost` of `src/models/events/order.rs`. Handled by `order::search`.
            ///
            /// # Errors
            /// The event cannot be serialised, or the store refuses it; the transaction cannot commit then.
            pub async fn emit(
                self,
                tx: &mut ::buildamp::Tx<'_>,
            ) -> ::buildamp::Result<::buildamp::EventId> {
                ::buildamp::Emission::new(self).emit(tx).await
            }
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::core::fmt::Debug for crate::models::services::sendgrid::SendgridMail {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            let Self { kind: __f0, to: __f1 } = self;
            __formatter
                .debug_struct("SendgridMail")
                .field("kind", __f0)
                .field("to", __f1)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for crate::models::services::sendgrid::SendgridMail {
        fn clone(&self) -> Self {
            let Self { kind: __f0, to: __f1 } = self;
            Self {
                kind: ::core::clone::Clone::clone(__f0),
                to: ::core::clone::Clone::clone(__f1),
            }
        }
    }
    #[automatically_derived]
    impl ::buildamp::serde::Serialize
    for crate::models::services::sendgrid::SendgridMail {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let Self { kind: __f0, to: __f1 } = self;
            ::buildamp::plain::write_struct(
                __to,
                "SendgridMail",
                &["kind", "to"],
                &(::buildamp::plain::One(__f0), ::buildamp::plain::One(__f1)),
            )
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::serde::Deserialize<'__de>
    for crate::models::services::sendgrid::SendgridMail {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let (::buildamp::plain::One(__f0), ::buildamp::plain::One(__f1)) = ::buildamp::plain::read_struct(
                __from,
                "SendgridMail",
                "struct SendgridMail",
                &["kind", "to"],
            )?;
            ::core::result::Result::Ok(Self { kind: __f0, to: __f1 })
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::buildamp::Event for crate::models::services::sendgrid::SendgridMail {
        const TYPE: &'static str = "sendgrid.sendgrid_mail";
        const RETRY: ::core::option::Option<::buildamp::Retry> = ::core::option::Option::Some(::buildamp::Retry::Exponential {
            base: ::core::time::Duration::new(1u64, 0u32),
            cap: ::core::time::Duration::new(300u64, 0u32),
        });
    }
    impl crate::models::services::sendgrid::SendgridMail {
        /// Emits this event so that it is handled once `delay` has passed.
        ///
        /// `SendgridMail` is the event `sendgrid.sendgrid_mail` of `src/models/services/sendgrid.rs`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule(
            self,
            delay: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule(delay)
        }
        /// Emits this event so that it is handled no earlier than `time`.
        ///
        /// `SendgridMail` is the event `sendgrid.sendgrid_mail` of `src/models/services/sendgrid.rs`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule_at(
            self,
            time: impl ::core::convert::Into<::std::time::SystemTime>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule_at(time)
        }
        /// Says who goes first among the deliveries that are due: lower first.
        ///
        /// `SendgridMail` is the event `sendgrid.sendgrid_mail` of `src/models/services/sendgrid.rs`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn priority(
            self,
            priority: ::buildamp::Priority,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).priority(priority)
        }
        /// Says how often each delivery is tried before it is dead, from 1.
        ///
        /// `SendgridMail` is the event `sendgrid.sendgrid_mail` of `src/models/services/sendgrid.rs`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn max_attempts(self, attempts: u32) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).max_attempts(attempts)
        }
        /// Lets at most one event of this type and tenant carry `key`: emitting it again stores nothing and returns
        /// the id of the first.
        ///
        /// `SendgridMail` is the event `sendgrid.sendgrid_mail` of `src/models/services/sendgrid.rs`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn idempotency_key(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).idempotency_key(key)
        }
        /// Emits this event so that it is handled once `quiet` has passed without another one of this type, tenant and
        /// `key`: the next one takes its place as long as it waits.
        ///
        /// `SendgridMail` is the event `sendgrid.sendgrid_mail` of `src/models/services/sendgrid.rs`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn debounce(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
            quiet: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).debounce(key, quiet)
        }
    }
    ::buildamp::__engine! {
        impl crate::models::services::sendgrid::SendgridMail {
            /// Appends this event and its deliveries in the transaction `tx`: it exists once that commits.
            ///
            /// `SendgridMail` is the event `sendgrid.sendgrid_mail` of `src/models/services/sendgrid.rs`.
            ///
            /// # Errors
            /// The event cannot be serialised, or the store refuses it; the transaction cannot commit then.
            pub async fn emit(
                self,
                tx: &mut ::buildamp::Tx<'_>,
            ) -> ::buildamp::Result<::buildamp::EventId> {
                ::buildamp::Emission::new(self).emit(tx).await
            }
        }
    }
    ::buildamp::__engine! {
        #[automatically_derived]
        impl ::buildamp::ServiceCall
        for crate::models::services::sendgrid::SendgridMail {
            type Response = <Self as ::buildamp::CallNames>::Response;
            const TARGET: ::buildamp::Target = ::buildamp::Target::new(
                    ::buildamp::Method::Post,
                    "https://api.sendgrid.com/v3/mail/{kind}",
                )
                .auth("Bearer ${SENDGRID_API_KEY}")
                .headers(&[("x-tag", "a")])
                .timeout(::core::time::Duration::new(30u64, 0u32));
            fn on_success(
                answered: ::buildamp::Answered<Self>,
            ) -> ::core::option::Option<::buildamp::Follow> {
                <Self as ::buildamp::CallNames>::success(answered)
            }
            fn on_failure(
                failed: ::buildamp::Failed<Self>,
            ) -> ::core::option::Option<::buildamp::Follow> {
                <Self as ::buildamp::CallNames>::failure(failed)
            }
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::core::fmt::Debug for crate::models::services::sendgrid::Ack {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            let Self { id: __f0 } = self;
            __formatter.debug_struct("Ack").field("id", __f0).finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for crate::models::services::sendgrid::Ack {
        fn clone(&self) -> Self {
            let Self { id: __f0 } = self;
            Self {
                id: ::core::clone::Clone::clone(__f0),
            }
        }
    }
    #[automatically_derived]
    impl ::buildamp::serde::Serialize for crate::models::services::sendgrid::Ack {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let Self { id: __f0 } = self;
            ::buildamp::plain::write_struct(
                __to,
                "Ack",
                &["id"],
                &::buildamp::plain::One(__f0),
            )
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::serde::Deserialize<'__de>
    for crate::models::services::sendgrid::Ack {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let ::buildamp::plain::One(__f0) = ::buildamp::plain::read_struct(
                __from,
                "Ack",
                "struct Ack",
                &["id"],
            )?;
            ::core::result::Result::Ok(Self { id: __f0 })
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::core::fmt::Debug for crate::models::session::AppSession {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            let Self { user: __f0 } = self;
            __formatter.debug_struct("AppSession").field("user", __f0).finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for crate::models::session::AppSession {
        fn clone(&self) -> Self {
            let Self { user: __f0 } = self;
            Self {
                user: ::core::clone::Clone::clone(__f0),
            }
        }
    }
    #[automatically_derived]
    impl ::buildamp::serde::Serialize for crate::models::session::AppSession {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let Self { user: __f0 } = self;
            ::buildamp::plain::write_struct(
                __to,
                "AppSession",
                &["user"],
                &::buildamp::plain::One(__f0),
            )
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::serde::Deserialize<'__de>
    for crate::models::session::AppSession {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let ::buildamp::plain::One(__f0) = ::buildamp::plain::read_struct(
                __from,
                "AppSession",
                "struct AppSession",
                &["user"],
            )?;
            ::core::result::Result::Ok(Self { user: __f0 })
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::core::fmt::Debug for crate::models::sse::order::OrderShipped {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            let Self { 0: __f0 } = self;
            __formatter.debug_tuple("OrderShipped").field(__f0).finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for crate::models::sse::order::OrderShipped {
        fn clone(&self) -> Self {
            let Self { 0: __f0 } = self;
            Self {
                0: ::core::clone::Clone::clone(__f0),
            }
        }
    }
    #[automatically_derived]
    impl ::buildamp::serde::Serialize for crate::models::sse::order::OrderShipped {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let Self { 0: __f0 } = self;
            ::buildamp::serde::Serializer::serialize_newtype_struct(
                __to,
                "OrderShipped",
                __f0,
            )
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::serde::Deserialize<'__de>
    for crate::models::sse::order::OrderShipped {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let __f0 = ::buildamp::plain::read_newtype(
                __from,
                "OrderShipped",
                "tuple struct OrderShipped",
            )?;
            ::core::result::Result::Ok(Self { 0: __f0 })
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::buildamp::SseMessage for crate::models::sse::order::OrderShipped {
        const TYPE: &'static str = "order.order_shipped";
    }
    ::buildamp::__engine! {
        impl crate::models::sse::order::OrderShipped {
            /// Sends this message to the session behind the transaction `tx`: it leaves when that commits.
            /// `cx.send(..)` leaves at once.
            ///
            /// `OrderShipped` is the message `order.order_shipped` of `src/models/sse/order.rs`.
            ///
            /// # Errors
            /// No session stands behind `tx`, the message cannot be serialised, or the store refuses it.
            pub async fn emit(
                self,
                tx: &mut ::buildamp::Tx<'_>,
            ) -> ::buildamp::Result<()> {
                tx.send(self).to_session().await
            }
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::core::fmt::Debug for crate::models::sse::order::OrderChanged {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            let Self { id: __f0, state: __f1 } = self;
            __formatter
                .debug_struct("OrderChanged")
                .field("id", __f0)
                .field("state", __f1)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for crate::models::sse::order::OrderChanged {
        fn clone(&self) -> Self {
            let Self { id: __f0, state: __f1 } = self;
            Self {
                id: ::core::clone::Clone::clone(__f0),
                state: ::core::clone::Clone::clone(__f1),
            }
        }
    }
    #[automatically_derived]
    impl ::buildamp::serde::Serialize for crate::models::sse::order::OrderChanged {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let Self { id: __f0, state: __f1 } = self;
            ::buildamp::plain::write_struct(
                __to,
                "OrderChanged",
                &["id", "state"],
                &(::buildamp::plain::One(__f0), ::buildamp::plain::One(__f1)),
            )
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::serde::Deserialize<'__de>
    for crate::models::sse::order::OrderChanged {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let (::buildamp::plain::One(__f0), ::buildamp::plain::One(__f1)) = ::buildamp::plain::read_struct(
                __from,
                "OrderChanged",
                "struct OrderChanged",
                &["id", "state"],
            )?;
            ::core::result::Result::Ok(Self { id: __f0, state: __f1 })
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::buildamp::SseMessage for crate::models::sse::order::OrderChanged {
        const TYPE: &'static str = "order.order_changed";
        const OVERFLOW: ::buildamp::Overflow = ::buildamp::Overflow::DropOldest;
        fn coalesce_key(&self) -> ::core::option::Option<::std::string::String> {
            ::core::option::Option::Some(::std::format!("order/{}", self.id))
        }
    }
    ::buildamp::__engine! {
        impl crate::models::sse::order::OrderChanged {
            /// Sends this message to the session behind the transaction `tx`: it leaves when that commits.
            /// `cx.send(..)` leaves at once.
            ///
            /// `OrderChanged` is the message `order.order_changed` of `src/models/sse/order.rs`.
            ///
            /// # Errors
            /// No session stands behind `tx`, the message cannot be serialised, or the store refuses it.
            pub async fn emit(
                self,
                tx: &mut ::buildamp::Tx<'_>,
            ) -> ::buildamp::Result<()> {
                tx.send(self).to_session().await
            }
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::core::fmt::Debug for crate::models::webhooks::partner::Told {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            let Self { text: __f0 } = self;
            __formatter.debug_struct("Told").field("text", __f0).finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for crate::models::webhooks::partner::Told {
        fn clone(&self) -> Self {
            let Self { text: __f0 } = self;
            Self {
                text: ::core::clone::Clone::clone(__f0),
            }
        }
    }
    #[automatically_derived]
    impl ::buildamp::serde::Serialize for crate::models::webhooks::partner::Told {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let Self { text: __f0 } = self;
            ::buildamp::plain::write_struct(
                __to,
                "Told",
                &["text"],
                &::buildamp::plain::One(__f0),
            )
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::serde::Deserialize<'__de>
    for crate::models::webhooks::partner::Told {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let ::buildamp::plain::One(__f0) = ::buildamp::plain::read_struct(
                __from,
                "Told",
                "struct Told",
                &["text"],
            )?;
            ::core::result::Result::Ok(Self { text: __f0 })
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::buildamp::Event for crate::models::webhooks::partner::Told {
        const TYPE: &'static str = "partner.told";
    }
    impl crate::models::webhooks::partner::Told {
        /// Emits this event so that it is handled once `delay` has passed.
        ///
        /// `Told` is the event `partner.told` of `src/models/webhooks/partner.rs`. Handled by `partner::told`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule(
            self,
            delay: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule(delay)
        }
        /// Emits this event so that it is handled no earlier than `time`.
        ///
        /// `Told` is the event `partner.told` of `src/models/webhooks/partner.rs`. Handled by `partner::told`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule_at(
            self,
            time: impl ::core::convert::Into<::std::time::SystemTime>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule_at(time)
        }
        /// Says who goes first among the deliveries that are due: lower first.
        ///
        /// `Told` is the event `partner.told` of `src/models/webhooks/partner.rs`. Handled by `partner::told`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn priority(
            self,
            priority: ::buildamp::Priority,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).priority(priority)
        }
        /// Says how often each delivery is tried before it is dead, from 1.
        ///
        /// `Told` is the event `partner.told` of `src/models/webhooks/partner.rs`. Handled by `partner::told`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn max_attempts(self, attempts: u32) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).max_attempts(attempts)
        }
        /// Lets at most one event of this type and tenant carry `key`: emitting it again stores nothing and returns
        /// the id of the first.
        ///
        /// `Told` is the event `partner.told` of `src/models/webhooks/partner.rs`. Handled by `partner::told`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn idempotency_key(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).idempotency_key(key)
        }
        /// Emits this event so that it is handled once `quiet` has passed without another one of this type, tenant and
        /// `key`: the next one takes its place as long as it waits.
        ///
        /// `Told` is the event `partner.told` of `src/models/webhooks/partner.rs`. Handled by `partner::told`.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn debounce(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
            quiet: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).debounce(key, quiet)
        }
    }
    ::buildamp::__engine! {
        impl crate::models::webhooks::partner::Told {
            /// Appends this event and its deliveries in the transaction `tx`: it exists once that commits.
            ///
            /// `Told` is the event `partner.told` of `src/models/webhooks/partner.rs`. Handled by `partner::told`.
            ///
            /// # Errors
            /// The event cannot be serialised, or the store refuses it; the transaction cannot commit then.
            pub async fn emit(
                self,
                tx: &mut ::buildamp::Tx<'_>,
            ) -> ::buildamp::Result<::buildamp::EventId> {
                ::buildamp::Emission::new(self).emit(tx).await
            }
        }
    }
    ::buildamp::__engine! {
        #[automatically_derived]
        impl ::buildamp::Webhook for crate::models::webhooks::partner::Told {
            const NAME: &'static str = "from-a.partner";
            const VERIFY: ::buildamp::webhook::Verify = ::buildamp::webhook::Verify::With(
                Self::__buildamp_verify,
            );
            const SIGNED_WITH: ::buildamp::webhook::Secrets = ::buildamp::webhook::Secrets::OfTenant(
                Self::__buildamp_secrets,
            );
            const MAX_BODY: usize = 4096;
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::core::fmt::Debug for crate::models::webhooks::stripe::StripeEvent {
        fn fmt(
            &self,
            __formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            let Self { id: __f0 } = self;
            __formatter.debug_struct("StripeEvent").field("id", __f0).finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for crate::models::webhooks::stripe::StripeEvent {
        fn clone(&self) -> Self {
            let Self { id: __f0 } = self;
            Self {
                id: ::core::clone::Clone::clone(__f0),
            }
        }
    }
    #[automatically_derived]
    impl ::buildamp::serde::Serialize for crate::models::webhooks::stripe::StripeEvent {
        fn serialize<__S: ::buildamp::serde::Serializer>(
            &self,
            __to: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let Self { id: __f0 } = self;
            ::buildamp::plain::write_struct(
                __to,
                "StripeEvent",
                &["id"],
                &::buildamp::plain::One(__f0),
            )
        }
    }
    #[automatically_derived]
    impl<'__de> ::buildamp::serde::Deserialize<'__de>
    for crate::models::webhooks::stripe::StripeEvent {
        fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
            __from: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let ::buildamp::plain::One(__f0) = ::buildamp::plain::read_struct(
                __from,
                "StripeEvent",
                "struct StripeEvent",
                &["id"],
            )?;
            ::core::result::Result::Ok(Self { id: __f0 })
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    nonstandard_style,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    #[automatically_derived]
    impl ::buildamp::Event for crate::models::webhooks::stripe::StripeEvent {
        const TYPE: &'static str = "stripe.stripe_event";
    }
    impl crate::models::webhooks::stripe::StripeEvent {
        /// Emits this event so that it is handled once `delay` has passed.
        ///
        /// `StripeEvent` is the event `stripe.stripe_event` of `src/models/webhooks/stripe.rs`. It is for the log only.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule(
            self,
            delay: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule(delay)
        }
        /// Emits this event so that it is handled no earlier than `time`.
        ///
        /// `StripeEvent` is the event `stripe.stripe_event` of `src/models/webhooks/stripe.rs`. It is for the log only.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn schedule_at(
            self,
            time: impl ::core::convert::Into<::std::time::SystemTime>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).schedule_at(time)
        }
        /// Says who goes first among the deliveries that are due: lower first.
        ///
        /// `StripeEvent` is the event `stripe.stripe_event` of `src/models/webhooks/stripe.rs`. It is for the log only.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn priority(
            self,
            priority: ::buildamp::Priority,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).priority(priority)
        }
        /// Says how often each delivery is tried before it is dead, from 1.
        ///
        /// `StripeEvent` is the event `stripe.stripe_event` of `src/models/webhooks/stripe.rs`. It is for the log only.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn max_attempts(self, attempts: u32) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).max_attempts(attempts)
        }
        /// Lets at most one event of this type and tenant carry `key`: emitting it again stores nothing and returns
        /// the id of the first.
        ///
        /// `StripeEvent` is the event `stripe.stripe_event` of `src/models/webhooks/stripe.rs`. It is for the log only.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn idempotency_key(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).idempotency_key(key)
        }
        /// Emits this event so that it is handled once `quiet` has passed without another one of this type, tenant and
        /// `key`: the next one takes its place as long as it waits.
        ///
        /// `StripeEvent` is the event `stripe.stripe_event` of `src/models/webhooks/stripe.rs`. It is for the log only.
        #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
        pub fn debounce(
            self,
            key: impl ::core::convert::Into<::std::string::String>,
            quiet: ::core::time::Duration,
        ) -> ::buildamp::Emission<Self> {
            ::buildamp::Emission::new(self).debounce(key, quiet)
        }
    }
    ::buildamp::__engine! {
        impl crate::models::webhooks::stripe::StripeEvent {
            /// Appends this event and its deliveries in the transaction `tx`: it exists once that commits.
            ///
            /// `StripeEvent` is the event `stripe.stripe_event` of `src/models/webhooks/stripe.rs`. It is for the log only.
            ///
            /// # Errors
            /// The event cannot be serialised, or the store refuses it; the transaction cannot commit then.
            pub async fn emit(
                self,
                tx: &mut ::buildamp::Tx<'_>,
            ) -> ::buildamp::Result<::buildamp::EventId> {
                ::buildamp::Emission::new(self).emit(tx).await
            }
        }
    }
    ::buildamp::__engine! {
        #[automatically_derived]
        impl ::buildamp::Webhook for crate::models::webhooks::stripe::StripeEvent {
            const NAME: &'static str = "stripe";
            const VERIFY: ::buildamp::webhook::Verify = ::buildamp::webhook::Verify::Scheme(
                ::buildamp::webhook::Scheme::Stripe,
            );
            const SIGNED_WITH: ::buildamp::webhook::Secrets = ::buildamp::webhook::Secrets::Variables(
                &["${STRIPE_SECRET}", "${STRIPE_SECRET_BEFORE:-}"],
            );
        }
    }
};
