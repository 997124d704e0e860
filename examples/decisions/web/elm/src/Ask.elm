module Ask exposing (pay, upload)

{-| What no form does: a file is sent as it is, and a webhook asked for.
-}

import BuildAmp.Sse.Board as Board exposing (UploadProgressed)
import File exposing (File)
import Http
import Json.Decode as Decode
import Url


{-| Sends a file. Answers how far it is, or a sentence for a person.
-}
upload : (Result String UploadProgressed -> msg) -> File -> Cmd msg
upload toMsg file =
    Http.post
        { url = "/uploads?name=" ++ Url.percentEncode (File.name file)
        , body = Http.fileBody file
        , expect =
            Http.expectStringResponse toMsg
                (says
                    >> Result.andThen
                        (Decode.decodeString Board.uploadProgressedDecoder
                            >> Result.mapError (\_ -> "The server answered something else.")
                        )
                )
        }


{-| Has the server send itself what Stripe would. What comes of it is told live.
-}
pay : (Result String () -> msg) -> Cmd msg
pay toMsg =
    Http.post
        { url = "/demo/payment"
        , body = Http.emptyBody
        , expect = Http.expectStringResponse toMsg (says >> Result.map (always ()))
        }


says : Http.Response String -> Result String String
says response =
    case response of
        Http.GoodStatus_ _ body ->
            Ok body

        Http.BadStatus_ { statusCode } _ ->
            Err
                (case statusCode of
                    401 ->
                        "Sign up first."

                    403 ->
                        "Sign up first."

                    413 ->
                        "This file is too large: 8 MiB fit."

                    _ ->
                        "The server answered " ++ String.fromInt statusCode ++ "."
                )

        _ ->
            Err "The server cannot be reached. Try again in a moment."
